package client;

import com.netflix.discovery.EurekaClient;
import com.netflix.discovery.shared.Application;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Registers as its properties say, and prints what it discovers whenever that changes. */
@SpringBootApplication
public class Client {
  public static void main(String[] arguments) throws InterruptedException {
    EurekaClient eureka = SpringApplication.run(Client.class, arguments).getBean(EurekaClient.class);
    String printed = "";
    while (true) {
      String seen =
          "SEES "
              + eureka.getApplications().getRegisteredApplications().stream()
                  .map(Application::getInstancesAsIsFromEureka)
                  .flatMap(instances -> instances.stream())
                  .map(instance -> instance.getInstanceId() + "=" + instance.getStatus())
                  .sorted()
                  .collect(Collectors.joining(" "));
      if (!seen.equals(printed)) System.out.println(seen);
      printed = seen;
      Thread.sleep(100);
    }
  }
}
