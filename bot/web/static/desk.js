// The desk's scripts: everything works without them; they spare a reload and keep what is open up to date.
import { listen } from "./desk/live.js";
import { startClocks } from "./desk/clocks.js";
import { startComposer } from "./desk/composer.js";
import { startCourtesy } from "./desk/courtesy.js";
import { startEyes } from "./desk/eyes.js";
import { startFiles } from "./desk/files.js";
import { startAlerts } from "./desk/alerts.js";
import { startHelps } from "./desk/helps.js";
import { startKeys } from "./desk/keys.js";
import { startLooking } from "./desk/looking.js";
import { startNotes } from "./desk/notes.js";
import { refresh, startScreen } from "./desk/screen.js";
import { startZoom } from "./desk/zoom.js";

startScreen();
startComposer();
startFiles();
startCourtesy();
startClocks();
startKeys();
startNotes();
startHelps();
startZoom();
startAlerts();
startLooking();
startEyes();
listen(refresh);
