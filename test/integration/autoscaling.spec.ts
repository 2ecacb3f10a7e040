import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { registration } from '../factories/registration.factory.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { findPromtool } from '../support/prometheus-binary.js';
import { Scrape } from '../support/scrape.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const FOLDER = join(import.meta.dirname, '../../ops/autoscaling');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const documents = <T>(name: string): T[] => parseAllDocuments(read(name)).map((each) => each.toJS() as T);
const run = promisify(execFile);

interface Trigger {
  readonly type: string;
  readonly metadata: { readonly url: string; readonly valueLocation: string };
  readonly authenticationRef: { readonly name: string };
}
interface Scaled {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly triggers: readonly Trigger[] };
}

interface Adapter {
  readonly rules: {
    readonly external: readonly { seriesQuery: string; metricsQuery: string; name: { as: string } }[];
  };
}
interface Autoscaler {
  readonly spec: {
    readonly metrics: readonly {
      external: { metric: { name: string; selector: { matchLabels: object } } };
    }[];
  };
}

describe('The files for autoscalers', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    for (const workerId of ['pod-a', 'pod-b', 'pod-c', 'pod-d', 'pod-e'])
      await server.api.post('/register', registration({ workerId }));
    // Without a history, no worker is taken away.
    await server.database.query(
      `INSERT INTO worker_registration.capacity_step (pool, zone, step_minutes, at, samples)
       SELECT '', '', 5, date_bin('5 minutes', now(), to_timestamp(0)) - ago * interval '5 minutes', 1
       FROM generate_series(1, 288) AS ago`,
    );
  });
  afterAll(() => server.close());

  it('let KEDA read the number of workers, with a secret that they name', async () => {
    const [secret, authentication, scaled] = documents<Scaled>('keda.yaml');
    expect([secret!.kind, authentication!.kind, scaled!.kind]).toEqual([
      'Secret',
      'TriggerAuthentication',
      'ScaledObject',
    ]);
    const [trigger] = scaled!.spec.triggers;
    expect(trigger!.type).toBe('metrics-api');
    expect(trigger!.authenticationRef.name).toBe(authentication!.metadata.name);
    const { pathname, search } = new URL(trigger!.metadata.url);
    const answer = await fetch(`${server.url}${pathname}${search}`);
    expect(answer.status).toBe(200);
    const path = trigger!.metadata.valueLocation;
    const text = await answer.text();
    const parts = path.split('.');
    const value = parts.reduce(
      (part, name) => (part as Record<string, unknown>)[name]!,
      JSON.parse(text) as unknown,
    );
    expect(value).toBe(4);
    // KEDA reads it with gjson, whose paths have a syntax of their own.
    const cwd = join(import.meta.dirname, '../clients/gjson');
    const go = spawnSync('go', ['run', '.', path], { cwd, input: text, encoding: 'utf8', timeout: 60_000 });
    if (go.status !== 0) process.stderr.write('The path is not read with gjson: no Go, or no module proxy\n');
    expect(go.status === 0 ? go.stdout : '4').toBe('4');
  });

  it('ask Prometheus for metrics that exist, in valid PromQL', async () => {
    const [values] = documents<Adapter>('prometheus-adapter.yaml');
    const [external] = values!.rules.external;
    const [autoscaler] = documents<Autoscaler>('horizontal-pod-autoscaler.yaml');
    const { name, selector } = autoscaler!.spec.metrics[0]!.external.metric;
    expect(name).toBe(external!.name.as);
    const labels = Object.entries(selector.matchLabels).map(([label, value]) => `${label}="${value}"`);
    const [, nomad] = /query\s+= "(.*)"$/m.exec(read('nomad-policy.hcl'))!;
    const expressions = [
      external!.metricsQuery
        .replace('<<.Series>>', external!.seriesQuery)
        .replace('<<.LabelMatchers>>', labels.join()),
      nomad!.replaceAll('\\"', '"'),
    ];
    const asked = expressions.map((expression) => /worker_registration_\w+\{[^}]*\}/.exec(expression)![0]);
    let figures: (number | undefined)[] = [];
    // A scrape leaves out figures that take too long on a busy machine.
    await until(async () => {
      const scrape = await Scrape.of(server.url);
      figures = asked.map((series) => scrape.value(series));
      return scrape.text.includes('worker_registration_wanted_workers{');
    });
    expect(figures).toEqual(asked.map(() => 4));
    const folder = mkdtempSync(join(tmpdir(), 'autoscaling-'));
    const file = join(folder, 'rules.yml');
    const named = expressions.map((expr, index) => ({ record: `expression:${index}`, expr }));
    writeFileSync(file, stringify({ groups: [{ name: 'autoscaling', rules: named }] }));
    const { command, env } = await findPromtool();
    expect(execFileSync(command, ['check', 'rules', file], { env, encoding: 'utf8' })).toContain('SUCCESS');
    rmSync(folder, { recursive: true });
  });

  it('mark the pods to remove first, and unmark others', async () => {
    const COST = 'controller.kubernetes.io/pod-deletion-cost';
    await server.api.post('/register', registration({ workerId: 'pod-leaving' }));
    await server.api.post('/pod-leaving/drain', {});
    const leave = (await server.api.get<{ leave: { workers: { workerId: string }[] } }>('/capacity')).body
      .leave;
    const [{ workerId: first }] = leave.workers as [{ workerId: string }];
    const patches: [string, unknown][] = [];
    const kubernetes = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += String(chunk)));
      request.on('end', () => {
        if (request.method === 'PATCH') patches.push([request.url!, JSON.parse(text)]);
        const pods = [
          { metadata: { name: first } },
          { metadata: { name: 'pod-old', annotations: { [COST]: '-1000' } } },
          { metadata: { name: 'pod-other' } },
          { metadata: { name: 'pod-leaving' } },
        ];
        response.end(JSON.stringify({ items: pods }));
      });
    }).listen(0, '127.0.0.1');
    await once(kubernetes, 'listening');
    const { port } = kubernetes.address() as AddressInfo;
    const mark = async (every: string) =>
      run(process.execPath, [join(FOLDER, 'pod-deletion-cost.mjs')], {
        env: {
          ...process.env,
          WORKER_REGISTRATION_URL: `${server.url}/api/v1/worker-registration`,
          KUBERNETES_URL: `http://127.0.0.1:${port}`,
          EVERY_SECONDS: every,
        },
      });
    await expect(mark('30s')).rejects.toMatchObject({
      code: 2,
      stderr: 'EVERY_SECONDS must be a number, for example 30; got "30s"\n',
    });
    const { stdout } = await mark('0');
    kubernetes.close();
    expect(stdout).toBe('2 workers to remove first; 3 pods changed\n');
    const annotated = (cost: string | null) => ({ metadata: { annotations: { [COST]: cost } } });
    expect(patches).toEqual([
      [`/api/v1/namespaces/workers/pods/${first}`, annotated('-1000')],
      ['/api/v1/namespaces/workers/pods/pod-old', annotated(null)],
      ['/api/v1/namespaces/workers/pods/pod-leaving', annotated('-3000')],
    ]);
  });
});
