import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { API_KEY, WORKER_TOKEN } from '../identity/identity.openapi.js';
import { REFUSALS, withRefusedBodies } from './documented-refusals.js';
import { VERSION } from './version.js';

/** The OpenAPI document, made from the routes and the classes of their bodies. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const options = new DocumentBuilder()
    .setTitle('Worker registration')
    .setDescription(
      'Which workers of a job scheduler exist, which are alive, what each can take and what each is running. ' +
        `Errors are RFC 9457 problem+json; \`code\` tells the kind.\n\n${REFUSALS}`,
    )
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'The accessToken that a registration gave. In the open mode it may be left out.',
      },
      WORKER_TOKEN,
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description:
          'An API key with the role that is named, or a token of the OIDC issuer. In the open mode it may be left out.',
      },
      API_KEY,
    )
    .addServer('/', 'This server')
    .addTag('workers', 'Register, send heartbeats, leave, look up.')
    .addTag('health', 'How the fleet is.')
    .addTag('journal', 'What happened.')
    .addTag('access', 'Who may call.')
    .addTag('service', 'How the service itself is.')
    .build();
  const document = SwaggerModule.createDocument(app, options, {
    operationIdFactory: (_c, method) => method,
  });
  return withRefusedBodies(withUniqueOperationIds(document));
}

/** `/docs` for people, `/openapi.json` for programs. */
export function serveDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
}

/** One handler on two paths has one operationId, which the standard allows once: the second is named after its path. */
function withUniqueOperationIds(document: OpenAPIObject): OpenAPIObject {
  const taken = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item as Record<string, { operationId?: string }>)) {
      if (operation.operationId === undefined) continue;
      if (taken.has(operation.operationId)) operation.operationId += suffixOf(path);
      taken.add(operation.operationId);
    }
  }
  return document;
}

/** `AtStatus` for `…/{workerId}/status`. */
const suffixOf = (path: string): string => {
  const word = path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? '';
  const camel = word.replace(/(?:^|\W+)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `At${camel}`;
};
