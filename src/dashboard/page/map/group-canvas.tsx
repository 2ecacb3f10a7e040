import { useEffect, useRef } from 'preact/hooks';
import { go } from '../route/route.js';
import { colours } from '../shell/theme.js';
import type { Cell, CellGroup } from './cells.js';

const GAP = 2;

interface GroupCanvasProps {
  group: CellGroup;
  label: string;
  /** Pixels of a cell with its gap. */
  size: number;
  /** Maximum number of pixels. */
  width: number;
  onPoint: (words: string) => void;
}

/** The cells of a group. For the pointer only: the table beside the map has the same for everybody. */
export function GroupCanvas({ group: { cells }, label, size, width, onPoint }: GroupCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const columns = Math.max(1, Math.min(Math.floor(width / size), Math.ceil(Math.sqrt(cells.length) * 1.6)));
  const rows = Math.ceil(cells.length / columns);
  const round = colours.value;
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, cells, columns, rows, size);
  }, [cells, columns, rows, size, round]);

  const cellAt = ({ offsetX, offsetY }: MouseEvent): Cell | undefined => {
    const column = Math.floor(offsetX / size);
    return column < columns ? cells[Math.floor(offsetY / size) * columns + column] : undefined;
  };
  return (
    <canvas
      ref={canvas}
      class="map-cells"
      role="img"
      aria-label={label}
      onMouseMove={(event) => onPoint(cellAt(event)?.words ?? '')}
      onMouseLeave={() => onPoint('')}
      onClick={(event) => {
        const cell = cellAt(event);
        if (cell !== undefined) go(cell.href);
      }}
    />
  );
}

function draw(
  canvas: HTMLCanvasElement,
  cells: readonly Cell[],
  columns: number,
  rows: number,
  size: number,
): void {
  const scale = devicePixelRatio;
  canvas.width = columns * size * scale;
  canvas.height = rows * size * scale;
  canvas.style.width = `${columns * size}px`;
  canvas.style.height = `${rows * size}px`;
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  const colourOf = (name: string): string => {
    const value = known.get(name) ?? style.getPropertyValue(name).trim();
    known.set(name, value);
    return value;
  };
  const ground = colourOf('--surface');
  const side = size - GAP;
  for (const [index, { colour, strength, mark }] of cells.entries()) {
    const x = (index % columns) * size;
    const y = Math.floor(index / columns) * size;
    context.globalAlpha = strength;
    context.fillStyle = context.strokeStyle = colourOf(colour);
    context.lineWidth = 1.5;
    if (mark === 'hollow') context.strokeRect(x + 0.75, y + 0.75, side - 1.5, side - 1.5);
    else context.fillRect(x, y, side, side);
    context.globalAlpha = 1;
    context.fillStyle = context.strokeStyle = ground;
    if (mark === 'dot')
      context.fillRect(x + side / 2 - side / 6, y + side / 2 - side / 6, side / 3, side / 3);
    else if (mark === 'stripe' || mark === 'cross') {
      context.lineWidth = Math.max(1.5, side / 8);
      context.beginPath();
      context.moveTo(x + side * 0.2, y + side * 0.8);
      context.lineTo(x + side * 0.8, y + side * 0.2);
      if (mark === 'cross') {
        context.moveTo(x + side * 0.2, y + side * 0.2);
        context.lineTo(x + side * 0.8, y + side * 0.8);
      }
      context.stroke();
    }
  }
}
