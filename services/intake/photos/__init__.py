"""Pictures that people send: checked, drawn anew without what a camera wrote, staff first."""
