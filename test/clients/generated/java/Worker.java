import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.HealthApi;
import org.openapitools.client.api.JobsApi;
import org.openapitools.client.api.WorkersApi;
import org.openapitools.client.model.ClaimJobDto;
import org.openapitools.client.model.DeregisterDto;
import org.openapitools.client.model.HeartbeatDto;
import org.openapitools.client.model.RegisterWorkerDto;

/** A worker with a client that openapi-generator made. */
public class Worker {
  public static void main(String[] args) throws Exception {
    String workerId = args[1];
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    WorkersApi workers = new WorkersApi(client);
    JobsApi jobs = new JobsApi(client);
    RegisterWorkerDto registration =
        new RegisterWorkerDto()
            .workerId(workerId)
            .name("Generated")
            .maxConcurrentJobs(2L)
            .tags(List.of(workerId))
            .capabilities(Map.of("cuda", 12))
            .port(9000);
    require(workers.registerWorker(registration).getWorker().getPort() == 9000);
    workers.sendHeartbeat(workerId, null, new HeartbeatDto().status(HeartbeatDto.StatusEnum.IDLE));
    workers.sendHeartbeat(workerId, "return=minimal", new HeartbeatDto());
    var claim = jobs.claimJob(new ClaimJobDto().jobId("job-" + workerId).tags(List.of(workerId)));
    require(claim.getWorker().getWorkerId().equals(workerId) && claim.getFence() > 0);
    require(workers.getWorker(workerId).getOrder() == null);
    new HealthApi(client).getHealthSummary();
    jobs.endJob("job-" + workerId, workerId, null, null);
    workers.deregisterWorker(workerId, new DeregisterDto().forceDeregister(true));
  }

  private static void require(boolean condition) {
    if (!condition) throw new AssertionError();
  }
}
