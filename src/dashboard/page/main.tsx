import { render } from 'preact';
import { App } from './shell/app.js';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/overview.css';
import './style/workers.css';
import './style/worker.css';
import './style/groups.css';
import './style/map.css';
import './style/reports.css';
import './style/wall.css';

render(<App />, document.getElementById('app')!);
