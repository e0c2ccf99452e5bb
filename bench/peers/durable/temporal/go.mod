module peers/durable/temporal

go 1.26

require (
	go.temporal.io/api v1.64.3
	go.temporal.io/sdk v1.51.0
)
