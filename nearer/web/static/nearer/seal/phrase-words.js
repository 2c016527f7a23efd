// 2048 short, common words for phrases; our own choice.
export default (
  "able about above accept acorn across active actor actual add admire adopt adore adult advise afloat after " +
  "again agent agile agree ahead aim airy alarm album alert alike alive alley allow almond almost along also " +
  "always amaze amber among ample anchor ancient angle animal ankle annual answer antler apart appear apple " +
  "apricot april apron arcade arch arctic area argue arise aroma around arrive arrow artist ash ashore ask asleep " +
  "asset assist athlete atlas atom attend attic august aunt author autumn avenue awake award aware away azure " +
  "back bacon badge bagel bake balance bald ballad ballet balloon bamboo banana band banjo bank banner barley " +
  "barn barrel basic basil basin basket bath bathe battery bay beach beacon bead beam beard beaver become bedtime " +
  "beetle before begin behind beige believe bell belong below belt bench bend beside best better between beyond " +
  "big bind biology birch bird bitter black blank blend blink blond bloom blossom blow blue blunt blush board " +
  "boat boil bold bonnet book boot border borrow botany both bottle bottom boulder bounce bouncy bowl box bracket " +
  "brain branch brass brave bread breeze breezy brew brick bridge brief bright bring brisk broad broken bronze " +
  "brook broom broth brown browse brush bubble bucket budget buffalo bugle build bulb bumper bumpy bundle bunny " +
  "bureau bush busy butler butter button buy cabin cactus cake calf call calm camel camera camp campus canal " +
  "candle candy canoe canvas canyon capital caption career cargo carpet carrot carry cartoon carve cascade cashew " +
  "cast castle casual catch cattle cave cedar ceiling celery cello cement century certain chain chair chalk " +
  "change chapel charm charter chase chat cheap check cheek cheer cheese chef cherry chess chest chew chicken " +
  "chief chime chin chisel choir choose chop chorus cider cinema circle circus citizen citrus city civil clap " +
  "classic clay clean clear clever cliff climb cling clinic clock close closet cloth cloud clove clown club " +
  "cluster coach coarse coast coat cobalt cocoa code coffee coin cold collage collar colony column comb combine " +
  "comedy comet comic comma common compact compare compose concert cone contour cook cookie cool copier copper " +
  "copy coral cork corn correct cottage cotton couch count country courage course cousin cover cow cowboy cozy " +
  "cradle craft crane crater crawl crayon cream create crew crisp crocus crooked crop cross crow crumb crust " +
  "crystal cube cuddle cup curator curl current curry curve cushion custom cycle cymbal daily dairy daisy damp " +
  "damsel dance dangle dapper daring dark dart dash date dawn day dazzle debate decent decide decimal deck deep " +
  "degree delta denim dense depend depot desert design desk dessert detail device dew diagram dial diamond diary " +
  "dice diet dig dimple dine dinner direct dish distant diver divide dizzy doctor doll domino donkey doodle door " +
  "double dough dove dozen drag drama draw dream dress drift drink drive drizzle drop drowsy drum dry dual duck " +
  "duet dull dune during dusk dust duty dynamo each eager eagle ear earring earth easel east easy eat echo " +
  "eclipse edge edible edit eel effort egg either elbow elder ellipse elm ember embrace empty encore endless " +
  "energy engine enjoy enough enter equal equator equip erase errand escape essay estate even event ever exact " +
  "excel exhibit exist expand expert explore extra eyebrow fable fabric face fact faint fair falcon family famous " +
  "fancy far farm fashion fast father faucet feed feel fellow fence fern ferry festive fetch few fiddle field fig " +
  "figure fill film filter find fine finger finish fir fire firm first fish fit fix fixture flag flame flap flash " +
  "flask flat flavor fleet flicker flight flip float flock floor flow fluffy fluid flute fly foam focus fog foggy " +
  "fold folksy follow fond forest forget forgive fork form formal fortune forty fossil founder fox frame free " +
  "freedom fresh friday friend frilly fringe frog frolic frost frozen fruit fry fudge full funny furry future " +
  "fuzzy gadget galaxy gallery gallon garage garden garlic garnet gate gather gaze gazelle geese genius gentle " +
  "germ geyser giant giddy gift giggle ginger gingham give glacier glad glance glass glide globe glossy glove " +
  "glow goat goblet gold gondola good goose gospel grab grain grand granite grape graph grass gravel gravy great " +
  "green grey grid grill grin grocer group grove grow guard guess guest guide guitar gull gum habitat hail half " +
  "hallway hamlet hammer hand handbag handle hang hangar happen happy harbor hardy harness harp hasty hat hatch " +
  "hawk hay hazel hazy head hearth hearty heather heavy hedge heel height helmet help hence herb herbal hero " +
  "hickory hidden high hike hill hinge hive hobby hold holiday hollow holly homely honest honey honor hood hook " +
  "hop hope horn horse hostel hot hotel hour house hover how hug huge hum humble hungry hurry hut ice icicle icy " +
  "idea ideal idiom idle igloo image imagine include income indeed index indoor infant inform ink inlet inner " +
  "inning insect inside instant into invent invite inward iris iron island item ivory ivy jacket jaguar jam jar " +
  "jasmine jaw jelly jersey jetty jewel jigsaw jingle job jockey jog join joint joke jolly joyful judge jug " +
  "juggle juice july jump june jungle junior juniper jury just kayak keen keep kennel kernel kettle key kick " +
  "kidney kimono kind kindle king kingdom kiosk kite kitten kiwi knack knee kneel knife knock known knuckle koala " +
  "label lace lad ladder ladle lagoon lake lamb lamp land lantern lap larder large lark laser last late laugh " +
  "launch lava lavish lawn lawyer lay lazy lead leaf league lean leap learn leave ledge left legal legend leisure " +
  "lemon lend lens lentil lesson letter lettuce level lichen lid lift light likely lilac lily limber lime limit " +
  "line lineage linear linger lion lip liquid list litre little live lizard llama lobby local locket lodge loft " +
  "log logic lone long look lookout loose lotus loud lounge love low loyal lucky lullaby lumber lunar lunch lung " +
  "lupin luxury lynx lyric magic magnet magpie mail mailbox main major make manage mango manner manor mantle " +
  "manual many map maple marble march mare margin marine market maroon marsh marvel mask mast mat match matter " +
  "mature maybe mayor meadow meal meaning medal meet mellow melody melon melt member memory mend mention menu " +
  "merry message metal meteor method middle mighty mild milk mill million mingle mini minnow minor mint minute " +
  "mirror mission misty mitten mix mobile model modern modest moist mole moment monday money month mood moon " +
  "moose moral morsel mosaic moss mostly moth motor motto mouse mouth move mow mud muddy muffin mug mural muscle " +
  "muse museum music muslin mussel mustard mutual myrtle nail nap napkin narrow nation native nature navy near " +
  "neat neck nectar needle nephew nest nettle network never newt next nibble nice nickel niece nimble nine noble " +
  "nobody nod noisy nomad noodle noon normal north nose notice notion noun novel novice nugget number nurse nut " +
  "nutmeg oak oar oasis oat oatmeal obey object oblong oboe ocean ocelot october odd offer office often oil old " +
  "olive omelet once onion onto opal open opera operate option oracle orange orator orbit orchid order organ " +
  "origin osprey ostrich other otter ought outdoor outer outfit outside oval oven over owl owner oxygen oyster " +
  "pack paddle page pail paint pajamas palace pale palm pancake panda panel pansy papaya paper paprika parade " +
  "parcel parent park parlor parrot partial party pass passage pasta paste pastry pasture patch path patio " +
  "pattern paw pea peach peacock peak peanut pearl pebble pecan pen pencil penguin peony people pepper percent " +
  "perch perform perhaps period permit person petal pewter phase phone photo phrase physics piano pick pickle " +
  "picnic picture pie pig pigeon pillar pillow pilot pine pink pious pipe pivot pizza placard place plan planet " +
  "plank plant plate play plaza please plenty plow plum plumber plump plural plush pocket poem poet poetry point " +
  "polar pole police policy polish polite pollen pond pony pool poplar poppy popular porch port poster posture " +
  "pot potato potter pour powder power praise prawn prepare press prime prince print prism private prize process " +
  "product program promise prompt proof proper proud proverb public puddle puffin pull pulley pumpkin pupil " +
  "puppet puppy pure purple purse push puzzle pyramid quail quarter quartz quay queen quick quiet quilt quince " +
  "quite quiver quiz quota quote rabbit race rack radar radio radish raft rail railway rain raise raisin rake " +
  "ramp ranch range rank rapid rare rate rather raven ravine ray razor reach read real reason rebate recall " +
  "receipt recent recess recipe recite record redwood reef refill reflect regal region relax relay relief rely " +
  "remain remark remedy remind repair repeat reply report request rescue resort rest result return review reward " +
  "rhyme rhythm ribbon rice rich riddle ride ridge ring rinse ripe ripple rise ritual rival river road roam roast " +
  "robin robot robust rocket rocky rod rodeo romp roof room root rope rose roster rosy rotate rotor rough round " +
  "route routine row rowan royal rub rudder rug ruler rumba run runner runway rural rustic rusty rye saddle safe " +
  "saffron saga sage sailor salad salary salmon salt same sample sand sandal satin sauce save say scale scallop " +
  "scarf scatter scene scenic scholar school scone scoop scooter score scout screen screw scroll scrub sea " +
  "seagull seal search season seat seaweed second secret seed seek select sell senate send sense sequel serene " +
  "series sermon serve service sesame setting settle seven shade shadow shady shake shallow shape share sharp " +
  "shawl shed sheep shelf shell sheriff shield shift shine shiny ship shirt shoe shop shore short shovel show " +
  "shrimp shrub shutter shy side siding sieve sift sign signal silence silent silk silly silo silver simple since " +
  "sing single sink sip sister sit six skate sketch ski skill skip skirt sky slate sled sleek sleep sleeve " +
  "slender slice slide slim slogan slope slow small smart smell smile smoke smooth snack snail sneeze snooze " +
  "snorkel snow snug soak soap soar society sock soda sofa soft soil solar solid solve somehow sonata song sonic " +
  "soon sorbet sort sound soup sour source south space spade spaniel spare spark speak special speech speedy " +
  "spell spend sphere spice spicy spider spin spiral spire spirit splash sponge spool spoon sport spotted spout " +
  "spread spring sprout spruce square squash squid stable stack stage stall stamp stand stanza star starry start " +
  "state station statue stay steady steak steam steel steep steer stem step stew steward still stir stitch stock " +
  "stone stony stool stop store storm story stout stove strap straw stream street string striped stroll strong " +
  "studio study style subject subtle suburb sudden sugar suggest suit summer summit sunday sunny sunset super " +
  "supper supple supply support sure surf surface surname survey swan sway sweep sweet swift swim swing swirl " +
  "symbol syrup system table tablet tadpole tailor take talent talk tall talon tame tangle tap target tart task " +
  "tassel taste tasty tavern taxi tea teach teacup team teapot tell temple ten tenant tender tennis tent term " +
  "text textile than thank that theater theme then theory there thick thicket thigh thin thing think thirsty " +
  "thought thread three thrill throat throne throw thrush thumb thunder thyme ticket tickle tide tidy tie tiger " +
  "tight tile tilt timber time tin tiptoe tissue title toad toast today toffee token tomato tongs tongue tonight " +
  "tool tooth top topaz topic torch toss total toucan touch tough tour toward towel tower town toy trace track " +
  "trade traffic trail train travel tray treat treble tree trellis trend trim trio trolley trophy trot troupe " +
  "trout truck true trunk trust try tuba tuck tuesday tulip tuna tundra tunnel turban turkey turn turnip turtle " +
  "tutor tweed twelve twice twig twin twine twirl twist two type uncle under unfold uniform unique unit unite " +
  "unpack untie until unwind update upland upon upper upward urban urn use usual utensil valid valley value van " +
  "vanish vantage vase vast vault vehicle veil velvet veranda verb verse vessel vest veteran video view villa " +
  "village vine vinyl violet violin visa vision visit vitamin vivid vocal voice volume vote vowel voyage wade " +
  "waffle wagon waist wait wake walk walkway wall wallet walnut walrus waltz wander want warble warm warmth wash " +
  "watch water wave wavy wax wealth weasel weather web weekly well west western wet wharf wheat wheel when while " +
  "whirl whisker whistle white whole wicker wide wiggle wild willing willow win window windy wine wing wink " +
  "winner winter wire wisdom wise wish with within witty wizard wolf wonder wood wool word work world worthy wrap " +
  "wrapper wreath wren wrist writer yacht yard yarn yawn year yeast yellow yeoman yes yield yodel yogurt young " +
  "zeal zebra zenith zesty zigzag zinc zipper zither zone zoology zoom"
);
