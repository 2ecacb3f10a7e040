// A worker in a process of its own: controlled by lines on standard input, reports events as lines of JSON.
import { createInterface } from 'node:readline';

const [, , library, options] = process.argv;
const { WorkerAgent } = await import(library);
const say = (name, detail) => process.stdout.write(`${JSON.stringify({ name, detail })}\n`);

const agent = new WorkerAgent({ log: (line) => say('line', line), ...JSON.parse(options) });
for (const name of ['registered', 'heartbeat', 'problem', 'superseded', 'deregistered']) {
  agent.on(name, (detail) => say(name, detail));
}

const told = {
  /** Blocks the event loop. */
  block: (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms)),
  run: (jobId) =>
    void agent
      .takeJob(jobId)
      .then(() => {
        say('running', jobId);
        return agent.run(jobId, (signal) => new Promise((done) => signal.addEventListener('abort', done)));
      })
      .then(() => say('ended', jobId)),
};
/** Ends the process by an uncaught error. */
told.crash = (how) => {
  if (how === 'rejection') void Promise.reject(new TypeError('secret'));
  else if (how === 'handled') process.once('uncaughtException', () => say('handled'));
  if (how !== 'rejection') throw new TypeError('secret');
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb, argument] = line.split(' ');
  told[verb](argument);
});

await agent.start();
say('started', agent.id);
