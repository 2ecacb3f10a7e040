import type { IncomingHttpHeaders } from 'node:http';
import { Controller, Get, Inject, NotFoundException, Req, Res, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { prefersGzip } from '../platform/http/accepted.js';
import { PathParam } from '../platform/http/path-param.decorator.js';
import { ApiExcludeController } from '../platform/openapi/swagger.js';
import { LASTING, pageAt, POLICY, readAssets, readPage, type Asset } from './page-files.js';

/** Injection token of {@link Mount}. */
export const MOUNT = Symbol('worker-registration dashboard mount');

/** Paths below the global prefix of the application, without a slash at the ends. */
export interface Mount {
  readonly page: string;
  readonly api: string;
}

interface PageRequest {
  readonly originalUrl: string;
  readonly headers: IncomingHttpHeaders;
}

/** Serves the page in an application that imports the module, on Express and Fastify. Its guards apply. */
@ApiExcludeController()
@Controller()
export class DashboardController {
  private readonly page = readPage();
  private readonly assets = this.page === undefined ? new Map<string, Asset>() : readAssets();

  constructor(
    @Inject(MOUNT) private readonly mount: Mount,
    private readonly host: HttpAdapterHost,
  ) {}

  @Get('assets/:name')
  readAsset(
    @PathParam('name', 'route_not_found') name: string,
    @Req() { headers }: PageRequest,
    @Res() response: object,
  ): void {
    const asset = this.assets.get(name);
    if (asset === undefined) throw new NotFoundException(`The dashboard has no file ${name}`);
    const { type, plain, packed } = asset;
    const gzip = prefersGzip(headers);
    this.send(response, gzip ? packed : plain, {
      'content-type': type,
      'cache-control': LASTING,
      vary: 'accept-encoding',
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    });
  }

  /** The page itself reads from its address which view to show. The adapters do not agree on a wildcard. */
  @Get(['', ':view', ':view/:name'])
  readPage(@Req() { originalUrl }: PageRequest, @Res() response: object): void {
    if (this.page === undefined)
      throw new NotFoundException('The dashboard is not built, or not beside a bundle');
    const { page, api } = this.mount;
    const [path = ''] = originalUrl.replace(/^\/+/, '/').split('?', 1);
    const before = path.slice(0, Math.max(0, path.indexOf(`/${page}`)));
    const document = pageAt({ page: `${before}/${page}`, api: `${before}/${api}` }, this.page);
    this.send(response, Buffer.from(document), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-cache',
    });
  }

  /** Past the interceptors of the application, which may put answers in an envelope. */
  private send(response: object, content: Buffer, headers: Readonly<Record<string, string>>): void {
    const { httpAdapter } = this.host;
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value);
    const options = { type: headers['content-type']!, length: content.length };
    httpAdapter.reply(response, new StreamableFile(content, options), 200);
  }
}
