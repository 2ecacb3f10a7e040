// A worker with a client that oapi-codegen made.
package main

import (
	"context"
	"fmt"
	"os"

	"localhost/generated/client"
)

func require(status int, err error) {
	if err != nil {
		panic(err)
	}
	if status >= 300 {
		panic(fmt.Sprint("status ", status))
	}
}

func main() {
	ctx, workerID := context.Background(), os.Args[2]
	api, err := client.NewClientWithResponses(os.Args[1])
	require(0, err)
	tags, port := []string{workerID}, int32(9000)
	capabilities := map[string]any{"cuda": 12}
	registered, err := api.RegisterWorkerWithResponse(ctx, client.RegisterWorkerDto{
		WorkerId: workerID, Name: "Generated", MaxConcurrentJobs: 2, Tags: &tags, Capabilities: &capabilities, Port: &port,
	})
	require(registered.StatusCode(), err)
	if *registered.JSON201.Worker.Port != 9000 {
		panic("port")
	}
	status := client.HeartbeatDtoStatus("IDLE")
	beat, err := api.SendHeartbeatWithResponse(ctx, workerID, nil, client.HeartbeatDto{Status: &status})
	require(beat.StatusCode(), err)
	minimal := "return=minimal"
	beat, err = api.SendHeartbeatWithResponse(ctx, workerID, &client.SendHeartbeatParams{Prefer: &minimal}, client.HeartbeatDto{})
	require(beat.StatusCode(), err)
	claim, err := api.ClaimJobWithResponse(ctx, client.ClaimJobDto{JobId: "job-" + workerID, Tags: &tags})
	require(claim.StatusCode(), err)
	if claim.JSON201.Worker.WorkerId != workerID || claim.JSON201.Fence == 0 {
		panic("claim")
	}
	list, err := api.ListWorkersWithResponse(ctx, nil)
	require(list.StatusCode(), err)
	summary, err := api.GetHealthSummaryWithResponse(ctx)
	require(summary.StatusCode(), err)
	events, err := api.ListEventsWithResponse(ctx, nil)
	require(events.StatusCode(), err)
	ended, err := api.EndJobWithResponse(ctx, workerID, "job-"+workerID, nil)
	require(ended.StatusCode(), err)
	force := true
	left, err := api.DeregisterWorkerWithResponse(ctx, workerID, client.DeregisterDto{ForceDeregister: &force})
	require(left.StatusCode(), err)
}
