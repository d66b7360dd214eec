import { render } from 'preact';
import './page.css';
import { Shell } from './shell.tsx';
import { applyTheme } from './theme.ts';

applyTheme();
const place = document.getElementById('studio') as HTMLElement;
place.replaceChildren();
render(<Shell />, place);
