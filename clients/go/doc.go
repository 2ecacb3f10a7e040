// Package workerregistration keeps a Go program registered as a worker of a job scheduler: registration, heartbeats,
// jobs, orders, tokens, and a clean leave. It uses only the standard library.
//
//	agent, err := workerregistration.New(workerregistration.Options{
//		Servers:  []string{"http://127.0.0.1:8080"},
//		WorkerID: "worker-1",
//	})
//	if err != nil {
//		return err
//	}
//	if err := agent.Start(ctx); err != nil {
//		return err
//	}
//	defer agent.Stop(context.Background(), workerregistration.StopOptions{})
package workerregistration
