module worker

go 1.21

require workerregistration v0.0.0

replace workerregistration => ../../../clients/go
