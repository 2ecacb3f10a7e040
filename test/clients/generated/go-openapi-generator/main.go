// A worker with a client that openapi-generator made.
package main

import (
	"context"
	"os"

	client "localhost/generated/client"
)

func require(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	ctx, workerID := context.Background(), os.Args[2]
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: os.Args[1]}}
	api := client.NewAPIClient(configuration)
	registration := client.NewRegisterWorkerDto(workerID, "Generated", 2)
	registration.SetTags([]string{workerID})
	registration.SetCapabilities(map[string]any{"cuda": 12})
	registration.SetPort(9000)
	registered, _, err := api.WorkersAPI.RegisterWorker(ctx).RegisterWorkerDto(*registration).Execute()
	require(err)
	if registered.Worker.GetPort() != 9000 {
		panic("port")
	}
	heartbeat := client.NewHeartbeatDto()
	heartbeat.SetStatus("IDLE")
	_, _, err = api.WorkersAPI.SendHeartbeat(ctx, workerID).HeartbeatDto(*heartbeat).Execute()
	require(err)
	_, _, err = api.WorkersAPI.SendHeartbeat(ctx, workerID).Prefer("return=minimal").Execute()
	require(err)
	job := client.NewClaimJobDto("job-" + workerID)
	job.SetTags([]string{workerID})
	claim, _, err := api.JobsAPI.ClaimJob(ctx).ClaimJobDto(*job).Execute()
	require(err)
	if claim.Worker.WorkerId != workerID || claim.Fence == 0 {
		panic("claim")
	}
	_, _, err = api.WorkersAPI.ListWorkers(ctx).Execute()
	require(err)
	_, _, err = api.HealthAPI.GetHealthSummary(ctx).Execute()
	require(err)
	_, _, err = api.JournalAPI.ListEvents(ctx).Execute()
	require(err)
	_, err = api.JobsAPI.EndJob(ctx, "job-"+workerID, workerID).Execute()
	require(err)
	leave := client.NewDeregisterDto()
	leave.SetForceDeregister(true)
	_, _, err = api.WorkersAPI.DeregisterWorker(ctx, workerID).DeregisterDto(*leave).Execute()
	require(err)
}
