"""When a profile acts: activity series, their comparison by dynamic time warping, traits."""
