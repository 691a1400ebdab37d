import './app/wg-app.ts';

// Letters for machines that have none of their own; browsers fetch only the files they need.
void import('@fontsource-variable/noto-sans-sc/index.css');
