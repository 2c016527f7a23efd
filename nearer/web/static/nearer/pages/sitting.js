// A sitting: the player, and how near it left one.
import "../elements/sitting-nearness.js";
import "../elements/sitting-player.js";
