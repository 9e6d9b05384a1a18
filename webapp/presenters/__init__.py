"""From what was found to what is shown: view models of text and addresses, so that templates only loop."""
