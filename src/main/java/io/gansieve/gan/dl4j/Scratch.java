package io.gansieve.gan.dl4j;

import java.util.function.Supplier;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory for the intermediate results of a thread's steps: every array made in a {@link #step} is gone with the step, and
 * its memory serves the next, so that a round of any length stays as large as one step. Closing gives the memory back. Steps and
 * closing belong to one thread.
 */
final class Scratch implements AutoCloseable {
    private static final String NAME = "gansieve-step";
    private static final WorkspaceConfiguration CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .overallocationLimit(0.05)
            .policyAllocation(AllocationPolicy.OVERALLOCATE)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();
    private static final LayerWorkspaceMgr LAYERS =
            LayerWorkspaceMgr.builder().defaultWorkspace(NAME, CONFIGURATION).build();

    /** Where layers put activations and gradients: into the open step. */
    static LayerWorkspaceMgr layers() {
        return LAYERS;
    }

    /** Does work of which no array may outlive it. */
    <T> T step(Supplier<T> work) {
        MemoryWorkspace memory = Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, NAME);
        try {
            return work.get();
        } finally {
            memory.close();
        }
    }

    @Override
    public void close() {
        Nd4j.getWorkspaceManager()
                .destroyWorkspace(Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(CONFIGURATION, NAME));
    }
}
