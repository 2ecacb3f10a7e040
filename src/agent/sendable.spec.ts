import { asJson, fenceIn, requireJobId, requireRequest, sendableReason } from './sendable.js';

describe('What a program passes to the agent', () => {
  it.each(['', ' ', undefined, 5, 'a\0', '\ud800', 'x'.repeat(201), '😀'.repeat(101)])(
    'is refused as a job id that the service would refuse: %j',
    (jobId) => expect(() => requireJobId(jobId)).toThrow(/^job id: must /),
  );

  it('is accepted as a job id of any other text', () => {
    for (const jobId of ['a', 'x'.repeat(200), '😀'.repeat(100)])
      expect(() => requireJobId(jobId)).not.toThrow();
  });

  it.each([
    ['GET', 'health'],
    ['GET', ''],
    ['GET', '/a b'],
    ['GET', '/ä'],
    ['G ET', '/health'],
    ['', '/health'],
  ])('is refused as a request that cannot be sent: %j %j', (method, path) => {
    expect(() => requireRequest(method, path)).toThrow(TypeError);
  });

  it('is what JSON carries, if it is a body', () => {
    expect(asJson({ at: new Date(0), run: () => 1 })).toEqual({ at: '1970-01-01T00:00:00.000Z' });
    expect(asJson(undefined)).toBeUndefined();
    expect(() => asJson({ count: 1n })).toThrow(TypeError);
  });

  it('is shortened if it is a longer reason than the service accepts', () => {
    expect(sendableReason(`x\0\ud800${'😀'.repeat(600)}`)).toBe(`x\uFFFD\uFFFD${'😀'.repeat(498)}\uFFFD`);
    expect(sendableReason(undefined)).toBeUndefined();
  });
});

it('An answer without a fence is none of the service', () => {
  expect(fenceIn({ fence: 7 })).toBe(7);
  for (const body of [{}, { fence: '7' }])
    expect(() => fenceIn(body)).toThrow(expect.objectContaining({ code: 'unreadable' }));
});
