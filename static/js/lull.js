// Everything works without this script. It makes forms a little kinder: the error summary takes the
// focus, a second click sends nothing, a password can be shown, a long answer counts its letters.
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

for (const part of [CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios]) {
  createAll(part);
}
createAll(Button, { preventDoubleClick: true });
