import * as internal from '@nestjs/common/internal';
import { RouteConfig } from '@nestjs/platform-fastify';
import * as ours from './nest-metadata.js';

describe("The keys of Nest's metadata", () => {
  it('equal those of the installed version', () => {
    const { PARAMETER_KINDS, FASTIFY_ROUTE_CONFIG_METADATA, ...keys } = ours;
    const { RESPONSE: response, BODY: body, PARAM: param, IP: ip } = internal.RouteParamtypes;
    expect(internal).toMatchObject(keys);
    expect(PARAMETER_KINDS).toEqual({ response, body, param, ip });

    class Controller {
      @RouteConfig({ mark: 1 })
      read(this: void): void {}
    }
    const config: unknown = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, Controller.prototype.read);
    expect(config).toEqual({ mark: 1 });
  });
});
