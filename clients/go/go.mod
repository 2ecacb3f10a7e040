module workerregistration

go 1.21
