module peers

go 1.25.0

require cel.dev/cel-go v0.33.2
