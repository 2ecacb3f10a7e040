import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../errors/start-error.js';
import { RULE_KINDS } from './alert-settings.js';
import { readConfigFiles } from './config-files.js';
import { effectiveSettings } from './effective-settings.js';
import { loadSettings } from './load-settings.js';
import type { GivenSettings } from './given-settings.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const RULE = { name: 'fleet', kind: 'system-health', below: 90 };
const HOOK = { url: 'https://hooks.example.com/services/T1?key=hidden', secret: SECRET };

/** Returns the lines of the error. */
function faultsOf(overrides: GivenSettings, environment: Record<string, string> = {}): string[] {
  try {
    loadSettings({ overrides, environment });
  } catch (error) {
    if (error instanceof StartError) return error.message.split('\n  - ').slice(1);
    throw error;
  }
  throw new Error('The settings were accepted');
}
const withRules = (...rules: unknown[]) => faultsOf({ 'alerts.rules': rules });
const withHooks = (...webhooks: unknown[]) => faultsOf({ 'alerts.webhooks': webhooks });

describe('The settings of alerts', () => {
  it('have defaults for omitted fields of a rule', () => {
    const { alerts } = loadSettings({ overrides: { 'alerts.rules': [RULE], 'alerts.webhooks': [HOOK] } });
    expect(alerts.rules).toEqual([{ ...RULE, forMinutes: 0, reminderMinutes: 240, severity: 'warning' }]);
    expect(alerts.webhooks).toEqual([
      { ...HOOK, format: 'standard', name: 'hooks.example.com', host: 'hooks.example.com' },
    ]);
  });

  it('are lists in YAML, or JSON in the environment, with defaults that do not fire in a healthy fleet', () => {
    const folder = mkdtempSync(join(tmpdir(), 'alert-settings-'));
    writeFileSync(
      join(folder, 'alerts.yaml'),
      'alerts:\n  rules:\n    - name: fleet\n      kind: system-health\n      below: 90\n      mutedUntil: 2026-01-31T12:00:00Z\n',
    );
    const files = readConfigFiles(folder);
    rmSync(folder, { recursive: true });
    expect(loadSettings({ files }).alerts.rules).toMatchObject([
      { ...RULE, mutedUntil: '2026-01-31T12:00:00Z' },
    ]);
    const environment = { ALERTS_RULES: JSON.stringify([RULE]) };
    expect(loadSettings({ environment }).alerts.rules).toMatchObject([RULE]);
    const { rules, webhooks } = loadSettings().alerts;
    expect(rules.map(({ name }) => name)).toEqual([
      'zone-silent',
      'guard-spent',
      'fleet-health',
      'workers-lost',
      'worker-failed',
    ]);
    expect(webhooks).toEqual([]);
    expect(loadSettings({ overrides: { 'alerts.rules': [] } }).alerts.rules).toEqual([]);
  });

  it('match the example in docs/alerts.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/alerts.md'), 'utf8');
    const [, example] = /```yaml\n([^]*?)```/.exec(page)!;
    const folder = mkdtempSync(join(tmpdir(), 'alert-settings-'));
    writeFileSync(join(folder, 'alerts.yaml'), example!);
    const files = readConfigFiles(folder);
    rmSync(folder, { recursive: true });
    const { rules, webhooks } = loadSettings({ files }).alerts;
    expect(rules.map(({ kind }) => kind).sort()).toEqual(Object.keys(RULE_KINDS).sort());
    expect(webhooks.map(({ host }) => host)).toEqual(['hooks.example.com', 'pager.internal:9000']);
  });

  it('are shown without the webhooks', () => {
    const shown = effectiveSettings(
      loadSettings({ overrides: { 'alerts.rules': [RULE], 'alerts.webhooks': [HOOK] } }),
    );
    expect(shown['alerts.rules']).toMatchObject([RULE]);
    expect(JSON.stringify(shown)).not.toMatch(/whsec_|hidden/);
  });

  it('report all faults at once, each with its field, the value and what would be right', () => {
    expect(
      withRules(
        { name: 'a b', kind: 'system-health', below: 900 },
        { ...RULE, forMinutes: 'long', percent: 3 },
      ),
    ).toEqual([
      'alerts.rules[0].name (WORKER_REGISTRATION_ALERTS_RULES) must be letters, digits, ".", "_" and "-", up to 64, for example fleet-health; got "a b"',
      'alerts.rules[0].below (WORKER_REGISTRATION_ALERTS_RULES) must be a number (percent) above 0 and up to 100, for example 90; got 900',
      'alerts.rules[1].forMinutes (WORKER_REGISTRATION_ALERTS_RULES) must be a number (minutes) from 0 to 525600, for example 5; got "long"',
      'alerts.rules[1].percent (WORKER_REGISTRATION_ALERTS_RULES) is not a setting',
    ]);
  });

  it.each([
    [
      [{ name: 'x', kind: 'health' }],
      /rules\[0\]\.kind .* must be one of system-health, guard, .*; got "health"/,
    ],
    [['x'], /rules\[0\] .* must be an object with name and kind; got "x"/],
    [[{ ...RULE, below: undefined }], /rules\[0\]\.below .*; it is missing/],
    [[{ ...RULE, serverity: 'info' }], /rules\[0\]\.serverity .* is not a setting; did you mean severity\?/],
    [[{ ...RULE, severity: 'bad' }], /severity .* must be one of critical, warning, info; got "bad"/],
    [[{ ...RULE, mutedUntil: 'tomorrow' }], /mutedUntil .* must be a time such as 2026-01-31T12:00:00Z/],
    [[RULE, RULE], /rules\[1\]\.name .* must be unique; fleet is in use/],
    [
      [{ name: 'x', kind: 'worker-flapping', moreThan: 5, withinMinutes: 2000 }],
      /withinMinutes .* from 0\.001 to 1440, for example 30; got 2000/,
    ],
  ])('refuse the rules %j', (rules, fault) => {
    expect(withRules(...rules)).toEqual([expect.stringMatching(fault)]);
  });

  it('refuse text that is no JSON, in the environment', () => {
    expect(faultsOf({}, { ALERTS_RULES: '[{' })).toEqual([
      'alerts.rules (WORKER_REGISTRATION_ALERTS_RULES) must be a list of rules in YAML, or as JSON in the environment; got "[{"',
    ]);
  });

  it.each([
    [
      { ...HOOK, url: 'ftp://hooks.example.com' },
      /webhooks\[0\]\.url .* must be a URL that begins with http/,
    ],
    [
      { ...HOOK, url: 'https://me:pass@hooks.example.com' },
      /without user and password; the given value is not/,
    ],
    [
      { ...HOOK, secret: 'whsec_c2hvcnQ=' },
      /webhooks\[0\]\.secret .* must be whsec_ followed by 24 to 64 bytes in base64/,
    ],
    [{ url: HOOK.url }, /webhooks\[0\]\.secret .*; it is missing/],
    [{ ...HOOK, format: 'mail' }, /webhooks\[0\]\.format .* must be one of standard, cloudevents, /],
    [
      { url: HOOK.url, format: 'pagerduty' },
      /webhooks\[0\]\.routingKey .* must be the integration key .*; it is missing/,
    ],
    [{ ...HOOK, routingKey: 'a'.repeat(32) }, /routingKey .* must be left out, unless format is pagerduty/],
    [
      { ...HOOK, rules: ['flet'] },
      /webhooks\[0\]\.rules\[0\] .* is "flet", which is not a rule; use one of zone-silent, /,
    ],
  ])('refuse the webhook %j without showing its secret', (webhook, fault) => {
    const faults = withHooks(webhook);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults.join()).not.toMatch(/c2hvcnQ|pass@|hidden|BwcHBw/);
  });

  it('require names if two webhooks have the same host', () => {
    expect(withHooks(HOOK, HOOK)).toEqual([
      expect.stringMatching(/webhooks\[1\]\.name .* must be unique; hooks\.example\.com is in use/),
    ]);
    const named = [HOOK, { ...HOOK, name: 'second' }];
    expect(loadSettings({ overrides: { 'alerts.webhooks': named } }).alerts.webhooks).toHaveLength(2);
  });
});
