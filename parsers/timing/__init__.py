"""When a grant's project runs: every span of time that a release tells, and the fitted choice of a grant's own."""
