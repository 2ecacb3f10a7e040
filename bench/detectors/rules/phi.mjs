// Accrual detectors, as two products implement them.

/** Both keep the latest thousand intervals. */
const WINDOW = 1000;

/** The latest intervals, with their sums. */
class Window {
  values = new Float64Array(WINDOW);
  count = 0;
  next = 0;
  sum = 0;
  squares = 0;

  add(value) {
    const old = this.count === WINDOW ? this.values[this.next] : 0;
    this.values[this.next] = value;
    this.next = (this.next + 1) % WINDOW;
    this.count = Math.min(this.count + 1, WINDOW);
    this.sum += value - old;
    this.squares += value * value - old * old;
  }

  mean = () => this.sum / this.count;
  deviation = () => Math.sqrt(Math.max(0, this.squares / this.count - this.mean() ** 2));
}

/** How many standard deviations above the mean Akka's approximation of phi reaches a threshold; by halving. */
function deviationsAt(threshold) {
  const phi = (y) => {
    const e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
    return -Math.log10(e / (1 + e));
  };
  let [low, high] = [0, 50];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (phi(middle) < threshold) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Akka: a normal distribution of the intervals; an interval after which phi had reached the threshold is not recorded.
 * Defaults of `akka.cluster.failure-detector`: threshold 8, min-std-deviation 100 ms, acceptable-heartbeat-pause 3 s,
 * max-sample-size 1000. Its heartbeats are every second by default; here every 30 s, as ours.
 * https://doc.akka.io/libraries/akka-core/current/typed/failure-detector.html
 * https://github.com/akka/akka/blob/main/akka-remote/src/main/scala/akka/remote/PhiAccrualFailureDetector.scala
 */
export function akka(threshold = 8, { pause = 3, leastDeviation = 0.1, estimate = 30 } = {}) {
  const deviations = deviationsAt(threshold);
  return {
    name: `Akka's phi ${threshold}`,
    watch: () => {
      const window = new Window();
      window.add(estimate * 0.75);
      window.add(estimate * 1.25);
      let [last, deadline] = [undefined, Infinity];
      return {
        deadline: (at) => {
          if (last !== undefined && at <= deadline) window.add(at - last);
          last = at;
          deadline = at + window.mean() + pause + deviations * Math.max(window.deviation(), leastDeviation);
          return deadline;
        },
      };
    },
  };
}

/**
 * Cassandra: an exponential distribution of the intervals, of which only the mean matters; intervals above twice the
 * heartbeat interval are not recorded. Default of `phi_convict_threshold`: 8, times ln 10.
 * https://cassandra.apache.org/doc/latest/cassandra/managing/configuration/cass_yaml_file.html
 * https://github.com/apache/cassandra/blob/trunk/src/java/org/apache/cassandra/gms/FailureDetector.java
 */
export function cassandra(threshold = 8, { interval = 30 } = {}) {
  return {
    name: `Cassandra's phi ${threshold}`,
    watch: () => {
      const window = new Window();
      window.add(2 * interval);
      let last;
      return {
        deadline: (at) => {
          if (last !== undefined && at - last <= 2 * interval) window.add(at - last);
          last = at;
          return at + threshold * Math.LN10 * window.mean();
        },
      };
    },
  };
}
