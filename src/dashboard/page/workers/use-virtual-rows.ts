import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

const OVERSCAN = 12;

export interface VirtualRows {
  readonly items: readonly VirtualItem[];
  readonly height: number;
  readonly show: (index: number) => void;
}

/** Computes which rows are visible: the rest of the list is only its height. */
export function useVirtualRows(
  place: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): VirtualRows {
  const [, redraw] = useReducer<number, void>((round) => round + 1, 0);
  const virtualizer = useRef<Virtualizer<HTMLElement, HTMLElement> | undefined>(undefined);
  virtualizer.current ??= new Virtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => place.current,
    estimateSize: () => rowHeight,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
  });
  const rows = virtualizer.current;
  rows.setOptions({
    ...rows.options,
    count,
    overscan: OVERSCAN,
    estimateSize: () => rowHeight,
    onChange: () => redraw(),
  });
  // oxlint-disable-next-line no-underscore-dangle -- the adapters of its own authors use these two
  useLayoutEffect(() => rows._didMount(), [rows]);
  // oxlint-disable-next-line no-underscore-dangle
  useLayoutEffect(() => rows._willUpdate());
  useLayoutEffect(() => rows.measure(), [rows, rowHeight]);
  return {
    items: rows.getVirtualItems(),
    height: rows.getTotalSize(),
    show: (index) => rows.scrollToIndex(index),
  };
}
