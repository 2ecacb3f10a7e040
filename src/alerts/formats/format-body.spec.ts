import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { alertWebhooks, WEBHOOK_FORMATS, type AlertWebhook } from '../../platform/config/alert-settings.js';
import type { Payload } from '../payload.js';
import { send } from '../webhook-sender.js';
import { undocumentedIn } from '../../../test/support/documented-messages.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const KEY = 'R'.repeat(32);
/** What a worker wrote: a mention, a link, and a direction mark. */
const PLANTED = '<!channel> [link](https://evil.example)\u202e';

const payload: Payload = {
  type: 'alert.firing',
  timestamp: '2026-01-31T12:00:30.000Z',
  data: {
    rule: 'worker-failed',
    kind: 'worker-failed',
    severity: 'critical',
    since: '2026-01-31T12:00:00.000Z',
    summary: `1 worker failed: ${PLANTED}`,
    sentence: 'One worker failed.',
    next: 'It is cleaned up.',
    command: 'wr why w1',
    value: 1,
    total: 1,
    items: [
      {
        id: '01a200c3-f0a3-7030-b99a-63c4ea90ea30',
        workerId: 'w1',
        zone: 'eu-1',
        since: '2026-01-31T11:59:48.102Z',
        reason: 'No heartbeat',
        message: PLANTED,
        state: 'firing',
      },
    ],
    itemsTotal: 3,
  },
};

/** Sends a message to a receiver over HTTP, and returns what arrived. */
async function received(given: object, message: Payload = payload) {
  const arrived: { headers: Record<string, string>; body: string }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      arrived.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(202).end();
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const [webhook] = alertWebhooks.parse([{ name: 'ops', url, ...given }]) as AlertWebhook[];
  const stored = { id: 'msg-1', body: JSON.stringify(message) };
  const attempt = await send(webhook!, stored, new Date(), new AbortController().signal);
  server.close();
  expect(attempt).toMatchObject({ status: 202 });
  const [{ headers, body }] = arrived as [(typeof arrived)[number]];
  return { headers, body, json: JSON.parse(body) as Record<string, unknown> };
}

const resolved: Payload = {
  ...payload,
  type: 'alert.resolved',
  data: { ...payload.data, items: [{ ...payload.data.items[0]!, state: 'resolved' }], itemsTotal: 1 },
};

describe('The formats of webhooks', () => {
  it('are the message itself by default, signed', async () => {
    const { headers, body, json } = await received({ secret: SECRET });
    expect(json).toEqual(payload);
    expect(undocumentedIn('AlertMessage', json)).toEqual([]);
    expect(new Webhook(SECRET).verify(body, headers)).toEqual(payload);
    expect(headers['content-type']).toBe('application/json');
  });

  it('include CloudEvents 1.0 in the structured mode, signed', async () => {
    const { headers, body, json } = await received({ secret: SECRET, format: 'cloudevents' });
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(json).toEqual({
      specversion: '1.0',
      id: 'msg-1',
      source: 'urn:worker-registration',
      type: 'worker-registration.alert.firing',
      subject: 'worker-failed',
      time: payload.timestamp,
      datacontenttype: 'application/json',
      data: payload.data,
    });
    expect(undocumentedIn('AlertEvent', json)).toEqual([]);
    expect(new Webhook(SECRET).verify(body, headers)).toEqual(json);
  });

  it('include messages of Alertmanager', async () => {
    const { headers, json } = await received({ format: 'alertmanager' });
    expect(headers['webhook-signature']).toBeUndefined();
    expect(json).toMatchObject({
      version: '4',
      groupKey: '{}:{alertname="worker-failed"}',
      truncatedAlerts: 2,
      status: 'firing',
      receiver: 'ops',
      groupLabels: { alertname: 'worker-failed' },
      commonLabels: { alertname: 'worker-failed', kind: 'worker-failed', severity: 'critical' },
      commonAnnotations: { next: 'It is cleaned up.', command: 'wr why w1' },
      externalURL: '',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'worker-failed', severity: 'critical', worker: 'w1', zone: 'eu-1' },
          annotations: { reason: 'No heartbeat', message: PLANTED },
          startsAt: '2026-01-31T11:59:48.102Z',
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: '',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      ],
    });
    const over = (await received({ format: 'alertmanager' }, resolved)).json;
    expect(over).toMatchObject({
      status: 'resolved',
      alerts: [{ status: 'resolved', endsAt: payload.timestamp }],
    });
    const fingerprints = [json, over].map(
      (each) => (each['alerts'] as { fingerprint: string }[])[0]!.fingerprint,
    );
    expect(new Set(fingerprints).size).toBe(1);
  });

  it('include events of PagerDuty, which end the incident that they began', async () => {
    const begun = (await received({ format: 'pagerduty', routingKey: KEY })).json;
    expect(begun).toMatchObject({
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: 'worker-registration/worker-failed',
      payload: {
        summary: expect.stringMatching(/^worker-failed: 1 worker failed: /),
        source: 'worker-registration',
        severity: 'critical',
        timestamp: payload.timestamp,
        custom_details: { items: [{ workerId: 'w1' }] },
      },
    });
    const over = (await received({ format: 'pagerduty', routingKey: KEY }, resolved)).json;
    expect(over).toMatchObject({ event_action: 'resolve', dedup_key: begun['dedup_key'] });
  });

  it('include messages of Slack and Teams, in which no text of a worker is a mention or a link', async () => {
    const slack = (await received({ format: 'slack' })).json;
    const [{ color, blocks }] = slack['attachments'] as [{ color: string; blocks: { text: object }[] }];
    expect([slack['text'], color]).toEqual(['FIRING: worker-failed (critical)', '#c0392b']);
    expect(blocks.map(({ text: shown }) => shown)).toEqual([
      { type: 'plain_text', text: 'FIRING: worker-failed (critical)', emoji: false },
      {
        type: 'plain_text',
        text: [
          '1 worker failed: <!channel> [link](https://evil.example)',
          'It is cleaned up.',
          'wr why w1',
          '• w1 firing: No heartbeat (<!channel> [link](https://evil.example))',
          '… and 2 more',
        ].join('\n'),
        emoji: false,
      },
    ]);
    const teams = (await received({ format: 'teams' }, resolved)).json;
    const [{ contentType, content }] = teams['attachments'] as [
      { contentType: string; content: { type: string; body: { type: string; inlines: object[] }[] } },
    ];
    expect([teams['type'], contentType, content.type]).toEqual([
      'message',
      'application/vnd.microsoft.card.adaptive',
      'AdaptiveCard',
    ]);
    expect(new Set(content.body.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']));
    expect(content.body[0]!.inlines).toMatchObject([
      { type: 'TextRun', text: 'RESOLVED: worker-failed (critical)', color: 'Good' },
    ]);
  });

  it.each(WEBHOOK_FORMATS)('have bounded sizes, whatever text a worker sent: %s', async (format) => {
    const long = 'x'.repeat(1000);
    const items = Array.from({ length: 100 }, (_, index) => ({
      ...payload.data.items[0]!,
      workerId: `${index}${long.slice(0, 120)}`,
      message: long,
      reason: long,
    }));
    const key = format === 'pagerduty' ? { routingKey: KEY } : {};
    const { body } = await received(
      { format, secret: SECRET, ...key },
      { ...payload, data: { ...payload.data, items, itemsTotal: 100 } },
    );
    const limit = { slack: 8000, teams: 8000, pagerduty: 512_000 }[format as string] ?? 512_000;
    expect(body.length).toBeLessThan(limit);
  });
});
