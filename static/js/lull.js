// Everything works without this script. It makes forms a little kinder: the error summary takes the
// focus, a second click sends nothing, a password can be shown, a long answer counts its letters,
// photos and files of listings show how far they are, a map that moves is to be had beside the drawn one.
import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
} from "govuk-frontend";
import { offerMap } from "./map_button.js";
import { sendPhotos } from "./photos.js";
import { followWork } from "./sheets.js";

// The design system's parts ask for these two names before they do anything.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const part of [CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios]) {
  createAll(part);
}
createAll(Button, { preventDoubleClick: true });
for (const place of document.querySelectorAll("[data-photos]")) {
  sendPhotos(place);
}
for (const place of document.querySelectorAll("[data-work]")) {
  followWork(place);
}
for (const place of document.querySelectorAll("[data-map]")) {
  offerMap(place);
}
