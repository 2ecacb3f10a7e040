export {
  FakeWorkerRegistrationModule,
  type FakeWorkerRegistrationOptions,
} from './fake-worker-registration.module.js';
export { FakeFleet } from './fake-fleet.js';
export type { FakeWorker } from './fake-worker.js';
