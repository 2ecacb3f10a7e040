import { Deregistration } from './deregistration.js';
import { Refused, type Registration } from './registration.js';

/** Deregisters a worker whose request is refused with this code. */
const deregistering = async (code: string) => {
  const problem = jest.fn();
  const refusal = { status: 410, code, message: 'No', remedy: undefined };
  const registration = {
    count: 1,
    requests: { pathOf: (below: string) => below },
    callApi: () => Promise.reject(new Refused(refusal)),
  } as unknown as Registration;
  const halt = new AbortController().signal;
  const isLeft = await new Deregistration(registration, problem, halt).deregisterWorker('end', 1000);
  return { isLeft, problems: problem.mock.calls.length };
};

it('A worker that its drain has deregistered meanwhile has left, without a problem', async () => {
  expect(await deregistering('worker_deregistered')).toEqual({ isLeft: true, problems: 0 });
  expect(await deregistering('superseded')).toEqual({ isLeft: false, problems: 1 });
});
