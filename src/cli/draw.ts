/**
 * `paychart draw`: a chart as a picture, in SVG or PNG, on standard output or as a file.
 */
import { type Command, Option } from 'commander';
import { InputError } from '../lifecycle/index.ts';
import { type ChartId, chartIds } from '../relation/index.ts';
import { drawChart } from '../studio/draw.ts';
import { type InkName, inks } from '../studio/ink.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { safe } from './print.ts';
import { replaceFile } from './replace-file.ts';

interface Asked {
  readonly chart: ChartId;
  readonly svg?: boolean;
  readonly png?: boolean;
  readonly ink?: InkName;
  readonly output?: string;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addDraw(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('draw')
    .description('draw a chart as a picture: SVG, or PNG')
    .addOption(new Option('--chart <chart>', 'the chart').choices(chartIds).makeOptionMandatory())
    .addOption(new Option('--svg', 'as SVG, which is the default').conflicts('png'))
    .option('--png', 'as PNG, at twice the size')
    .addOption(
      new Option('--ink <ink>', 'the colours; if left out, SVG follows whoever looks at it, PNG is light').choices(
        Object.keys(inks),
      ),
    )
    .option('-o, --output <file>', 'write a file instead of standard output; one that exists is replaced')
    .addHelpText('after', '\nExit code: 0 if it was drawn, 2 if it cannot be, or the file cannot be written.')
    .action(async (asked: Asked) => ended(await draw(asked, io)));
}

const loadRaster = () => import('@resvg/resvg-js');

/**
 * Draws a chart as asked.
 *
 * @param load loads the package that draws PNG.
 */
export async function draw({ chart, png, ink, output }: Asked, io: Io, load = loadRaster): Promise<number> {
  try {
    const isFile = output !== undefined && output !== '-';
    const [, ending] = /\.(png|svg)$/i.exec(output ?? '') ?? [];
    if (ending !== undefined && (ending.toLowerCase() === 'png') !== (png === true))
      throw new InputError(
        output ?? '',
        `by its name it is a ${ending.toUpperCase()}, and the picture is ${png ? 'PNG' : 'SVG'}`,
        png ? `Leave --png out, or name it ${chart}.png.` : `Say --png, or name it ${chart}.svg.`,
      );
    if (!png) {
      const picture = drawChart(chart, { ink: ink ?? 'auto' });
      if (isFile) replaceFile(output, picture);
      else await writeWhole(io.stdout, picture);
    } else if (isFile) replaceFile(output, await rastered(drawChart(chart, { ink: ink ?? 'light' }), load));
    else throw new InputError('--png', 'a PNG is written to a file', `Name one, as -o ${chart}.png.`);
    return exitCodes.lawful;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.stderr.write(`${safe(error.message)}\n`);
    return exitCodes.unusable;
  }
}

/**
 * A picture as PNG, at twice its size.
 *
 * @throws InputError if the package that draws it is not installed.
 */
async function rastered(svg: string, load: typeof loadRaster): Promise<Uint8Array> {
  const { Resvg } = await load().catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new InputError(
        '--png',
        'PNG is drawn by the package @resvg/resvg-js, which is not installed',
        'Install it with npm install @resvg/resvg-js, or draw SVG, which needs nothing.',
      );
    throw error;
  });
  const font = { defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' };
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 }, font }).render().asPng();
}
