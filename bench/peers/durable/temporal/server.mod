module peers/durable/server

go 1.26

require github.com/temporalio/cli v1.5.1
