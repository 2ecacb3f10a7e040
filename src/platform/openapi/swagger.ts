import { createRequire } from 'node:module';
import { withoutSwagger } from './without-swagger.js';

type Swagger = Pick<typeof import('@nestjs/swagger'), keyof typeof withoutSwagger>;

/**
 * The decorators of the OpenAPI document, of the version of `@nestjs/swagger` that the application has. An application may
 * do without: its installation would grow by 30 MB.
 */
const swagger = load() ?? (withoutSwagger as unknown as Swagger);

function load(): Swagger | undefined {
  try {
    return createRequire(import.meta.url)('@nestjs/swagger') as Swagger;
  } catch {
    return undefined;
  }
}

export const {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExcludeController,
  ApiExcludeEndpoint,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiProperty,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
  ApiTags,
  getSchemaPath,
  OmitType,
  PartialType,
  PickType,
} = swagger;
