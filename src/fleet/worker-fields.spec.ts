import { DESCRIPTION_FIELDS } from '../agent/options.js';
import { shapeOf } from '../platform/validation/field.js';
import { RegisterWorkerDto } from '../workers/registration/dto/register-worker.dto.js';
import { WorkerDto } from './dto/worker.dto.js';
import { WORKER_FIELD_NAMES } from './worker-fields.js';

/** `DECORATORS.API_MODEL_PROPERTIES_ARRAY` of @nestjs/swagger. */
const propertiesOf = (dto: { prototype: object }): string[] =>
  (Reflect.getMetadata('swagger/apiModelPropertiesArray', dto.prototype) as string[]).map((name) =>
    name.replace(/^:/, ''),
  );

describe('Each field of a worker', () => {
  it('is read from registrations', () => {
    expect([...shapeOf(RegisterWorkerDto).names]).toEqual(expect.arrayContaining(WORKER_FIELD_NAMES));
  });

  it('is in the schema of answers', () => {
    expect(propertiesOf(WorkerDto)).toEqual(expect.arrayContaining(WORKER_FIELD_NAMES));
  });

  it('is an option of the agent', () => {
    const options = ['workerId', 'name', 'maxConcurrentJobs', ...DESCRIPTION_FIELDS];
    expect(options.toSorted()).toEqual(WORKER_FIELD_NAMES.toSorted());
  });
});
