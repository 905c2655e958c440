"""Appeals (申诉): a unit asks that a lateness be excused, and two others decide."""
