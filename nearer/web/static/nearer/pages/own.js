// One thing of one's own: to read, to change, to bring along, to take away.
import "../elements/own-forms.js";
import "../elements/own.js";
import "../elements/photo-tray.js";
import "../elements/sealed-photo.js";
import "../elements/take-away.js";
import "../elements/bring-along.js";
