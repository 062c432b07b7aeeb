package io.gansieve.scoring.onnx;

/** Why a model is not used; bounded, so that it can label a metric. */
public enum Refusal {
    /** The record that holds it is not whole, or not what its manifest says. */
    RECORD("record"),
    /** The bytes are no ONNX file, or one that two readers could understand in two ways. */
    MALFORMED("malformed"),
    /** A file, a list, a name or a text is longer than the rules allow. */
    TOO_LARGE("too-large"),
    EXTERNAL_DATA("external-data"),
    CONTROL_FLOW("control-flow"),
    CUSTOM_DOMAIN("custom-domain"),
    LOCAL_FUNCTION("local-function"),
    TRAINING_INFO("training-info"),
    UNKNOWN_OPERATOR("unknown-operator"),
    /** The size of a value cannot be told from the file alone. */
    UNBOUNDED("unbounded"),
    TOO_MUCH_MEMORY("too-much-memory"),
    TOO_MUCH_WORK("too-much-work"),
    /** It passed the check but is not the model that is wanted: inputs, outputs, metadata, or answers that are no numbers. */
    CONTRACT("contract"),
    /** It did not load in time, or another one still has not. */
    TOO_SLOW("too-slow");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
