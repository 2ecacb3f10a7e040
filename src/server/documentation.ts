import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { addSecuritySchemes } from '../identity/identity.openapi.js';
import { REFUSALS, withRefusedBodies } from './documented-refusals.js';
import { VERSION } from './version.js';

/** The OpenAPI document, made from the routes and the classes of their bodies. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const options = addSecuritySchemes(new DocumentBuilder())
    .setTitle('Worker registration')
    .setDescription(
      'Which workers of a job scheduler exist, which are alive, what each can take and what each is running. ' +
        `Errors are RFC 9457 problem+json; \`code\` tells the kind.\n\n${REFUSALS}`,
    )
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
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
  return withRefusedBodies(document);
}

/** `/docs` for people, `/openapi.json` for programs. */
export function serveDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
}
