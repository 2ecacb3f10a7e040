import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { fieldsPassedOver } from '../support/manifest-fields.js';

const ROOT = join(import.meta.dirname, '../..');
const CHART = join(ROOT, 'ops/helm/worker-registration');
const read = (name: string) => readFileSync(join(CHART, name), 'utf8');

/** A build of Helm takes two minutes of a processor, so the tests never start one. */
const CACHE = join(ROOT, 'node_modules/.cache/worker-registration-helm');
const helm = [...(process.env['PATH'] ?? '').split(delimiter), CACHE]
  .map((folder) => join(folder, 'helm'))
  .find((path) => existsSync(path));
const describeWithHelm = helm === undefined ? describe.skip : describe;
const BUILD = `GOBIN=${CACHE} go install helm.sh/helm/v3/cmd/helm@v3.21.4`;

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Record<string, unknown>;
}

/** Where the schemas of a group are. */
const packageOf = (apiVersion: string): string =>
  apiVersion.startsWith('monitoring.coreos.com')
    ? '@kubernetes-models/prometheus-operator'
    : apiVersion.startsWith('keda.sh')
      ? '@kubernetes-models/keda'
      : 'kubernetes-models';

async function render(...args: string[]): Promise<Manifest[]> {
  const all = ['template', 'name', CHART, '--namespace', 'space', '--kube-version', '1.31.0', ...args];
  const { stdout } = await promisify(execFile)(helm!, all);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}
const example = (name: string) => render('--values', join(CHART, 'examples', `${name}.yaml`));

describe('The Helm chart', () => {
  it('has the version of the package and the rules of ops/prometheus', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(parse(read('Chart.yaml'))).toMatchObject({ version, appVersion: version });
    expect(read('files/rules.yml')).toBe(readFileSync(join(ROOT, 'ops/prometheus/rules.yml'), 'utf8'));
  });
});

describeWithHelm(`The rendered Helm chart (needs Helm: ${BUILD})`, () => {
  it('passes its linter', async () => {
    const { stdout } = await promisify(execFile)(helm!, ['lint', CHART, '--strict']);
    expect(stdout).toContain('0 chart(s) failed');
  });

  const examples = readdirSync(join(CHART, 'examples')).map((name) => name.replace('.yaml', ''));
  it.each(examples)('matches the schemas of Kubernetes with examples/%s.yaml', async (name) => {
    for (const manifest of await example(name)) {
      type Kind = { readonly prototype: { validate(this: object): void } };
      const kinds = (await import(`${packageOf(manifest.apiVersion)}/${manifest.apiVersion}`)) as Record<
        string,
        Kind
      >;
      const kind = kinds[manifest.kind]!.prototype;
      expect([manifest.kind, fieldsPassedOver(manifest, (watched) => kind.validate.call(watched))]).toEqual([
        manifest.kind,
        [],
      ]);
      expect(manifest.metadata.namespace).toBe('space');
    }
  });

  it('renders what each example configures, and nothing else', async () => {
    const always = ['Deployment', 'NetworkPolicy', 'Service', 'ServiceAccount'];
    const kindsOf = async (name: string) => (await example(name)).map(({ kind }) => kind).toSorted();
    expect(await kindsOf('one')).toEqual(always);
    const monitored = ['PodDisruptionBudget', 'PrometheusRule', 'ServiceMonitor'];
    expect(await kindsOf('three')).toEqual([...always, ...monitored].toSorted());
    const scaled = [
      'HorizontalPodAutoscaler',
      'PodDisruptionBudget',
      'ScaledObject',
      'ScaledObject',
      'ServiceMonitor',
    ];
    expect(await kindsOf('scaled')).toEqual([...always, ...scaled].toSorted());
  });

  it('uses HTTPS on every port, probe and scrape with TLS', async () => {
    const text = JSON.stringify(await example('three'));
    expect(text.match(/"scheme":"https?"/gi)).toEqual([
      '"scheme":"HTTPS"',
      '"scheme":"HTTPS"',
      '"scheme":"HTTPS"',
      '"scheme":"https"',
    ]);
    expect(text).toContain('"port":443,"targetPort":"http"');
    expect(text).toContain('"replicas":3');
  });

  it('configures the pods like ops/kubernetes', async () => {
    type Pod = { containers: Record<string, unknown>[] } & Record<string, unknown>;
    const podOf = (manifest: Manifest) => (manifest.spec['template'] as { spec: Pod }).spec;
    const rendered = podOf((await example('one')).find(({ kind }) => kind === 'Deployment')!);
    const plain = podOf(
      parse(readFileSync(join(ROOT, 'ops/kubernetes/deployment.yaml'), 'utf8')) as Manifest,
    );
    for (const field of ['securityContext', 'enableServiceLinks', 'terminationGracePeriodSeconds', 'volumes'])
      expect(rendered[field]).toEqual(plain[field]);
    const [ours, theirs] = [rendered.containers[0]!, plain.containers[0]!];
    for (const field of ['securityContext', 'lifecycle', 'resources', 'ports', 'volumeMounts'])
      expect(ours[field]).toEqual(theirs[field]);
    const names = ({ env }: Record<string, unknown>) =>
      (env as { name: string }[]).map(({ name }) => name).toSorted();
    expect(names(ours)).toEqual(names(theirs));
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(ours[probe]).toMatchObject(theirs[probe] as object);
  });

  it('refuses unknown values', async () => {
    await expect(render('--set', 'replica=3')).rejects.toThrow(/replica/);
    await expect(render('--set', 'replicas=none')).rejects.toThrow(/replicas/);
  });
});
