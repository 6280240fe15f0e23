"""Fields, labels and wording of errors of the pages about breaks."""
