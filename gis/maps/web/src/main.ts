import './app/wg-app.ts';
