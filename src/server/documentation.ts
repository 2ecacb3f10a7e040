import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { addSecuritySchemes } from '../identity/identity.openapi.js';
import { REFUSALS, withRefusedBodies } from './documented-refusals.js';
import { inGeneratorForms } from './generator-forms.js';
import { VERSION } from './version.js';

/**
 * Generates the OpenAPI document from the routes and the classes of their bodies. The messages of alerts have a
 * document of their own, docs/webhooks.openapi.json: with `webhooks` in this one, clients of oapi-codegen and of
 * openapi-generator for Python do not compile.
 */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const options = addSecuritySchemes(new DocumentBuilder())
    .setTitle('Worker registration')
    .setDescription(
      'Keeps track of the workers of a job scheduler: which exist, which are alive, how many jobs each can accept and which it runs. ' +
        `Errors are RFC 9457 problem+json; \`code\` identifies the error.\n\n${REFUSALS}`,
    )
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addTag('workers', 'Register workers, send heartbeats, deregister, and look workers up.')
    .addTag('jobs', 'Which worker runs which job.')
    .addTag('operations', 'Orders to many workers, in steps.')
    .addTag('health', 'Health of workers and of the fleet.')
    .addTag('capacity', 'Slots of the fleet and of pools, now and to come.')
    .addTag('reports', 'Reports about a period, from the journal.')
    .addTag('journal', 'Journal of events.')
    .addTag('alerts', 'What fires now, and what is muted.')
    .addTag('reconnection', 'Dial workers that are offline.')
    .addTag('access', 'Keys, join tokens, sessions and signing keys.')
    .addTag('service', 'State and settings of the service itself.')
    .build();
  const document = SwaggerModule.createDocument(app, options, {
    operationIdFactory: (_c, method) => method,
  });
  // The builder adds an empty one.
  delete document.info.contact;
  return inGeneratorForms(withRefusedBodies(document));
}

/** Serves `/docs` for people and `/openapi.json` for programs. */
export function serveDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
}
