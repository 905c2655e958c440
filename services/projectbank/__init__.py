"""The project bank: owns needs, projects, scores, programmes and registered objects.

Publishes   projectbank-links, projectbank-needs, projectbank-projects
Consumes    intake-reports
Depends on  its own database; the bus for its relay and its consumer, never for its pages
Fails how   without the bus, stored needs and projects stay readable and new reports wait there;
            a report nobody can read is parked and does not hold up the others; a grouping job
            that dies loses nothing: another takes the lease and goes on from the cursor
Grows by    needs (grouping, states), projects (lifecycle), scoring (criteria, ranking)
"""
