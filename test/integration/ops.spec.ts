import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { fieldsPassedOver } from '../support/manifest-fields.js';
import { findPromtool } from '../support/prometheus-binary.js';
import { Scrape } from '../support/scrape.js';
import { startTestServer } from '../support/test-server.js';

const ROOT = join(import.meta.dirname, '../..');
const OPS = join(ROOT, 'ops');
const RULES = join(OPS, 'prometheus/rules.yml');

const promtool = async (...args: string[]): Promise<string> => {
  const { command, env } = await findPromtool();
  const { stdout, stderr } = await promisify(execFile)(command, args, { env, cwd: join(OPS, 'prometheus') });
  return stdout + stderr;
};

interface Rule {
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const rules = (parse(readFileSync(RULES, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const alerts = rules.flatMap(({ alert }) => alert ?? []);

describe('The rules for Prometheus', () => {
  it('are valid, and pass their tests', async () => {
    expect(await promtool('check', 'rules', 'rules.yml')).toContain('SUCCESS');
    expect(await promtool('check', 'config', 'prometheus.yml')).toContain('SUCCESS');
    expect(await promtool('test', 'rules', 'rules.test.yml')).toContain('SUCCESS');
  });

  it('have a test for each alert', () => {
    const tests = readFileSync(join(OPS, 'prometheus/rules.test.yml'), 'utf8');
    const tested = [...tests.matchAll(/alertname: (\w+)\n\s+exp_alerts:\n/g)].map(([, name]) => name);
    expect(new Set(tested)).toEqual(new Set(alerts));
  });

  it('have a section of docs/runbooks.md for each alert, which it names', async () => {
    const page = await readFile(join(ROOT, 'docs/runbooks.md'), 'utf8');
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(alerts);
    for (const { alert, annotations } of rules.filter((rule) => rule.alert !== undefined))
      expect(annotations?.['runbook']).toBe(`docs/runbooks.md#${alert!.toLowerCase()}`);
  });
});

it('Rules, dashboard and runbooks use existing metrics', async () => {
  const server = await startTestServer();
  const known = new Set(Object.keys((await Scrape.of(server.url)).types));
  await server.close();
  const texts = ['ops/prometheus/rules.yml', 'ops/grafana/worker-registration.json', 'docs/runbooks.md'].map(
    (path) => readFileSync(join(ROOT, path), 'utf8'),
  );
  // A name after a colon is the name of a recording rule.
  const named = texts.flatMap(
    (text) => text.match(/(?<![:\w])(worker_registration|nodejs|process)_\w+/g) ?? [],
  );
  const metrics = [...new Set(named)].map((name) => name.replace(/_(bucket|sum|count)$/, ''));
  expect(metrics.length).toBeGreaterThan(30);
  // The schema of the database contains the first of these names.
  expect(metrics.filter((name) => !known.has(name))).toEqual([]);
});

describe('The manifests for Kubernetes', () => {
  interface Manifest {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  }
  const FOLDER = join(OPS, 'kubernetes');
  const read = (name: string) => parse(readFileSync(join(FOLDER, name), 'utf8')) as Manifest;
  const { resources, namespace } = read('kustomization.yaml') as Manifest &
    Record<'resources', string[]> &
    Record<'namespace', string>;

  it('are exactly those that kustomization.yaml names', async () => {
    const files = (await readdir(FOLDER)).filter((name) => name !== 'kustomization.yaml');
    expect(files.sort()).toEqual([...resources, 'components'].sort());
  });

  it('name each optional component, whose parts are all in its folder', async () => {
    const text = readFileSync(join(FOLDER, 'kustomization.yaml'), 'utf8');
    const named = [...text.matchAll(/^#   - (components\/\S+)$/gm)].map(([, path]) => path!);
    expect(named.map((path) => path.split('/')[1]!).toSorted()).toEqual(
      (await readdir(join(FOLDER, 'components'))).sort(),
    );
    for (const path of named) {
      const { patches = [], resources: added = [] } = read(`${path}/kustomization.yaml`) as Manifest & {
        patches?: { path: string }[];
        resources?: string[];
      };
      const files = (await readdir(join(FOLDER, path))).filter((name) => name !== 'kustomization.yaml');
      expect(files.sort()).toEqual([...patches.map((patch) => patch.path), ...added].sort());
    }
  });

  it('block cloud metadata wherever public addresses are reachable', () => {
    const { spec } = read('components/public-egress/network-policy.yaml') as unknown as {
      spec: { egress: { to: { ipBlock: { cidr: string; except: string[] } }[]; ports: object[] }[] };
    };
    const [rule] = spec.egress;
    expect(rule!.to[0]!.ipBlock.except).toContain('169.254.0.0/16');
    expect(rule!.ports).toEqual([{ port: 443 }]);
  });

  it('use HTTPS for every port and probe with the component tls', () => {
    const { spec } = read('components/tls/deployment.yaml') as unknown as {
      spec: { template: { spec: { containers: Record<string, { httpGet?: { scheme?: string } }>[] } } };
    };
    const [container] = spec.template.spec.containers;
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(container![probe]?.httpGet?.scheme).toBe('HTTPS');
  });

  it('read no variable that Kubernetes sets for a Service', () => {
    expect(read('deployment.yaml')).toMatchObject({
      spec: { template: { spec: { enableServiceLinks: false } } },
    });
  });

  it.each(resources)('%s matches the schema of its kind in each field', async (file) => {
    const manifest = read(file);
    type Kind = { readonly prototype: { validate(this: object): void } };
    const kinds = (await import(`kubernetes-models/${manifest.apiVersion}`)) as Record<string, Kind>;
    const kind = kinds[manifest.kind]!.prototype;
    expect(fieldsPassedOver(manifest, (watched) => kind.validate.call(watched))).toEqual([]);
    const own = manifest.kind === 'Namespace' ? manifest.metadata.name : manifest.metadata.namespace;
    expect(own).toBe(namespace);
  });

  it('run two immutable instances that get requests only when ready, and are never all evicted', () => {
    const { spec } = read('deployment.yaml') as unknown as {
      spec: { replicas: number; template: { spec: Record<string, unknown> & { containers: object[] } } };
    };
    expect(spec.replicas).toBe(2);
    expect(spec.template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          livenessProbe: { httpGet: { path: '/livez' } },
          readinessProbe: { httpGet: { path: '/readyz' } },
          startupProbe: { httpGet: { path: '/livez' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    });
    expect(read('pod-disruption-budget.yaml')).toMatchObject({ spec: { minAvailable: 1 } });
    expect(read('network-policy.yaml')).toMatchObject({ spec: { policyTypes: ['Ingress', 'Egress'] } });
  });

  it('contain no secrets: these come from a Secret', () => {
    const { spec } = read('deployment.yaml') as unknown as {
      spec: { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } };
    };
    const plain = spec.template.spec.containers[0]!.env.filter(({ value }) => value !== undefined);
    expect(plain.map(({ name }) => name)).toEqual(['AUTH_MODE']);
  });
});

const UNIT = join(OPS, 'systemd/worker-registration.service');

it('The unit for systemd starts the file that the package has', () => {
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  expect(readFileSync(UNIT, 'utf8')).toContain(
    'ExecStart=/usr/bin/env node /opt/worker-registration/dist/main.js\n',
  );
  expect(files).toContain('dist');
});

const describeWithSystemd = existsSync('/usr/bin/systemd-analyze') ? describe : describe.skip;
describeWithSystemd('The unit for systemd (needs systemd-analyze)', () => {
  it('is valid', async () => {
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['verify', UNIT]);
    expect(stdout + stderr).toBe('');
  });
});
