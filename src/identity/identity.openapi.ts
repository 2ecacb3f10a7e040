import type { DocumentBuilder } from '@nestjs/swagger';

/** The names of the security schemes in the OpenAPI document. */
export const WORKER_TOKEN = 'workerToken';
export const API_KEY = 'apiKey';

/** Declares the credentials that the routes name, in the OpenAPI document of the application that mounts them. */
export function addSecuritySchemes(builder: DocumentBuilder): DocumentBuilder {
  return builder
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'The accessToken of a registration. Optional in the open mode.',
      },
      WORKER_TOKEN,
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description:
          'An API key with the named role, or a token of the OIDC issuer. Optional in the open mode.',
      },
      API_KEY,
    );
}
