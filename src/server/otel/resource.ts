import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  type Resource,
} from '@opentelemetry/resources';
import { PROCESS_NAME } from '../../platform/process-name.js';
import { isSibling } from '../sibling.js';
import { VERSION } from '../version.js';

const INSTANCE = 'service.instance.id';

/** Returns the attributes of this process in traces and metrics; the environment has priority. */
export function processResource(): Resource {
  const ours = resourceFromAttributes({
    'service.name': 'worker-registration',
    'service.version': VERSION,
    [INSTANCE]: PROCESS_NAME,
  });
  const resource = defaultResource()
    .merge(ours)
    .merge(detectResources({ detectors: [envDetector] }));
  // Processes that share a port share the environment too, but each counts for itself.
  const { [INSTANCE]: instance } = resource.attributes;
  if (!isSibling() || instance === PROCESS_NAME) return resource;
  return resource.merge(resourceFromAttributes({ [INSTANCE]: `${String(instance)}:${process.pid}` }));
}
