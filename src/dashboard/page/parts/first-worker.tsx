import { API } from '../api/paths.js';

const BODY = '{"workerId":"worker-001","name":"First worker","maxConcurrentJobs":4}';

/** The next step in an empty registry: a command that registers a worker. */
export const FirstWorker = () => (
  <>
    Register the first worker:
    <code class="command">
      curl {location.origin}
      {API}/register -H 'Content-Type: application/json' -d '{BODY}'
    </code>
  </>
);
