package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.image.Image;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A forger made of networks, each saved under a name of its own. */
abstract class NetworkForger implements ForgerModel {
    private final List<Part> parts;
    private boolean ready;

    NetworkForger(Part... parts) {
        this.parts = List.of(parts);
    }

    /** A network under the name of its tensors. */
    record Part(String name, Network network) {}

    @Override
    public void initialise(SplittableRandom random) {
        SplittableRandom own = random.split();
        parts.forEach(part -> part.network.initialise(own.split()));
        ready = true;
    }

    @Override
    public void begin(List<Image> reals, boolean refit, SplittableRandom random) {
        if (!ready) {
            initialise(random);
        }
    }

    @Override
    public final boolean ready() {
        return ready;
    }

    @Override
    public void save(Map<String, float[]> tensors) {
        parts.forEach(part -> part.network.save(tensors, part.name));
    }

    @Override
    public void load(GanSnapshot snapshot) {
        ready = snapshot.has(parts.get(0).name);
        if (ready) {
            parts.forEach(part -> part.network.load(snapshot, part.name));
        }
    }

    @Override
    public final void close() {
        parts.forEach(part -> part.network.close());
    }
}
