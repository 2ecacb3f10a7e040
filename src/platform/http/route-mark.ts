import { SetMetadata } from '@nestjs/common';
import { FASTIFY_ROUTE_CONFIG_METADATA } from './nest-metadata.js';

/** The marks of each method so far: the adapter's `RouteConfig` keeps only the last one. */
const marks = new WeakMap<object, Readonly<Record<string, unknown>>>();

/**
 * Adds a value to the config of a route, beside other marks. Hooks recognise our routes by it, under any
 * prefix and beside any routes of a host application.
 */
export const RouteMark =
  (key: string, value: unknown): MethodDecorator =>
  (target, name, descriptor) => {
    const method = descriptor.value as object;
    const all = { ...marks.get(method), [key]: value };
    marks.set(method, all);
    SetMetadata(FASTIFY_ROUTE_CONFIG_METADATA, all)(target, name, descriptor);
  };

const OURS = 'worker-registration:';

/** Whether a route has a mark, as all of ours have. */
export const isMarked = (config: unknown): boolean =>
  Object.keys((config as object | undefined) ?? {}).some((key) => key.startsWith(OURS));

/** Returns the value that a route is marked with; undefined for all other routes. */
export const markOf = (config: unknown, key: string): unknown =>
  (config as Record<string, unknown> | undefined)?.[key];
